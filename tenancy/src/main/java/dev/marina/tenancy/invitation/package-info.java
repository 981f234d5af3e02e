/// How a person comes to a tenant of others: invited by an owner, and by accepting.
package dev.marina.tenancy.invitation;
