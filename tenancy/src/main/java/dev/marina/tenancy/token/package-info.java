/// What automation shows instead of a password.
package dev.marina.tenancy.token;
