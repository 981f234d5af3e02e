/// Refusals as data: what went wrong, before it has an HTTP status.
package dev.marina.tenancy.problem;
