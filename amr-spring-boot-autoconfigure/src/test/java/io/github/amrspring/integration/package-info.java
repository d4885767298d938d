/**
 * Whole applications against the emulator and a real redis-server.
 */
@NullMarked
package io.github.amrspring.integration;

import org.jspecify.annotations.NullMarked;
