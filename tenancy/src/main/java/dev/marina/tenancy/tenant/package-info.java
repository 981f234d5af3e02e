/// Tenants, plans, quotas and memberships: the entities and the one class that loads them.
package dev.marina.tenancy.tenant;
