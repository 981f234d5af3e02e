/// Login and logout through Keycloak, and the tokens of who is logged in.
package dev.marina.console.login;
