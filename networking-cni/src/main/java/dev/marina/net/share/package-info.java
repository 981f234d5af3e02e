/// How tenants share what the machine has only so many of.
package dev.marina.net.share;
