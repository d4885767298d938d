/**
 * Auto-configuration: {@code amr.*} properties in, beans out.
 */
@NullMarked
package io.github.amrspring.autoconfigure;

import org.jspecify.annotations.NullMarked;
