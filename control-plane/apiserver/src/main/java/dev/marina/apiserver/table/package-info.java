/// What `kubectl get` prints: columns by type, as pkg/printers/internalversion/printers.go has them.
package dev.marina.apiserver.table;
