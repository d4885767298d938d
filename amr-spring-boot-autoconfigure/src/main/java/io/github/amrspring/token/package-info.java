/**
 * When a token is renewed: policies, the one state, and the schedule that never ends.
 */
@NullMarked
package io.github.amrspring.token;

import org.jspecify.annotations.NullMarked;
