/**
 * Auto-configuration of the {@code amr.*} meters.
 */
@NullMarked
package io.github.amrspring.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
