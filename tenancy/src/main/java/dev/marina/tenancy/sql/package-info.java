/// What native queries give.
package dev.marina.tenancy.sql;
