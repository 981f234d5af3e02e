/// Brings the platform's PostgreSQL schema up to date before anything else opens it.
///
/// One intent per `V….sql`; an applied file never changes. Keycloak keeps its tables in a schema of its own beside ours.
package dev.marina.db;
