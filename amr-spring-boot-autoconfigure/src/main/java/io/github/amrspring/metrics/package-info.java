/**
 * Meters of the token and of the connections that live on it.
 */
@NullMarked
package io.github.amrspring.metrics;

import org.jspecify.annotations.NullMarked;
