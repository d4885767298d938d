/**
 * How Lettuce's connections get the first token and learn of each new one.
 */
@NullMarked
package io.github.amrspring.lettuce;

import org.jspecify.annotations.NullMarked;
