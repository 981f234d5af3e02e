/// How people come to the platform and to tenants of their own.
///
/// Purpose: a proved address becomes an account; a person's tenant and its first cluster are made in three systems that share no
/// transaction.
/// Writes: table `registration`; through `identity` Keycloak, through `management` the management cluster, through `tenant` its rows.
/// Settings: `MARINA_SIGNUP`, `MARINA_SIGNUP_CODES`, `MARINA_MAIL_PROOF`.
/// When it fails: a refusal undoes the tenant and leaves the person; anything else goes on by itself (`procedure`).
package dev.marina.tenancy.signup;
