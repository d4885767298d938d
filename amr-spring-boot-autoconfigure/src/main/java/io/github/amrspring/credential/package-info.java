/**
 * Who we are: from configuration to an azure-identity credential, and from that to one
 * token.
 */
@NullMarked
package io.github.amrspring.credential;

import org.jspecify.annotations.NullMarked;
