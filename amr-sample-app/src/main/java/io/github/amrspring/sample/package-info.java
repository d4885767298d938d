/**
 * A Spring Boot application on Azure Managed Redis.
 */
@NullMarked
package io.github.amrspring.sample;

import org.jspecify.annotations.NullMarked;
