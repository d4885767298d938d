/**
 * Auto-configuration of the embedded emulator.
 */
@NullMarked
package io.github.amrspring.autoconfigure.emulator;

import org.jspecify.annotations.NullMarked;
