/// Who belongs to a tenant.
package dev.marina.console.members;
