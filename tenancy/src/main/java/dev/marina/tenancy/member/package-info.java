/// Who belongs to a tenant, and how that reaches the systems that ask.
package dev.marina.tenancy.member;
