/// Who belongs to a tenant.
package dev.marina.tenancy.member;
