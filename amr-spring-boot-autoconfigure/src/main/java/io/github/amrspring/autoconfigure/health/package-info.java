/**
 * Auto-configuration of the {@code amr} health indicator.
 */
@NullMarked
package io.github.amrspring.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
