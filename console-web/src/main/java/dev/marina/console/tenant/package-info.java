/// What becomes of a tenant as a whole.
package dev.marina.console.tenant;
