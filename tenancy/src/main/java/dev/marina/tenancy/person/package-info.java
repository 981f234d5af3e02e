/// People, known by their subject at Keycloak and apart from tenants; and the proofs of their addresses.
package dev.marina.tenancy.person;
