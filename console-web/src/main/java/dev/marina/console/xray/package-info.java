/// What lies in the store under a cluster's objects, and who follows it; read by paths that only its administrators may get.
package dev.marina.console.xray;
