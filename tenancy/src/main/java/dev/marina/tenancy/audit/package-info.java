/// Who did what, and what became of it.
package dev.marina.tenancy.audit;
