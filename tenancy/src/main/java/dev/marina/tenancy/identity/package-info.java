/// The only package that talks to Keycloak.
package dev.marina.tenancy.identity;
