/// What becomes of a tenant after it was made: suspended, resumed, deleted.
package dev.marina.tenancy.lifecycle;
