/// The only package that talks to the management cluster.
package dev.marina.tenancy.management;
