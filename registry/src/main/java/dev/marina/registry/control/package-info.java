/// What tenancy asks of the registry's files, on loopback, with a secret of the installation's.
package dev.marina.registry.control;
