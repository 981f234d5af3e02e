/// What tenants used, by the hour.
package dev.marina.tenancy.usage;
