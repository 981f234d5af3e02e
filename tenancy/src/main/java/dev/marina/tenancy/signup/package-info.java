/// Sign-up as a durable procedure.
///
/// Purpose: a person, their tenant and its first cluster, in three systems that share no transaction.
/// Writes: table `signup`; through `identity` Keycloak, through `management` the management cluster, through `tenant` its rows.
/// Settings: `MARINA_SIGNUPS_PER_MINUTE`.
/// When it fails: in a request everything is undone and the answer is a refusal; after a crash `rest.Recovery` completes the
/// sign-up, or undoes it where the person was not made yet.
package dev.marina.tenancy.signup;
