/**
 * Azure Managed Redis and Microsoft Entra ID on one machine, in front of a real
 * redis-server.
 */
@NullMarked
package io.github.amrspring.emulator;

import org.jspecify.annotations.NullMarked;
