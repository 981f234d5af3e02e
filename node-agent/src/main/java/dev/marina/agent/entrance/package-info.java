/// Where tenants' applications are found by name: what the platform's front asks before it leads somebody to a tenant's own entrance.
package dev.marina.agent.entrance;
