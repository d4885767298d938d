/**
 * What the health endpoint says about the token.
 */
@NullMarked
package io.github.amrspring.health;

import org.jspecify.annotations.NullMarked;
