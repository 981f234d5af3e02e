/// Requests that may be sent again: who was not answered gets the answer of the first time.
package dev.marina.tenancy.idempotency;
