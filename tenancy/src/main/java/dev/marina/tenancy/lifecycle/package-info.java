/// What becomes of a tenant after it was made: suspended, resumed, deleted, by their owners or because their time is over.
package dev.marina.tenancy.lifecycle;
