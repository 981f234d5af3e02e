/// What tenants ask of their clusters, as far as it is counted here.
package dev.marina.apiserver.usage;
