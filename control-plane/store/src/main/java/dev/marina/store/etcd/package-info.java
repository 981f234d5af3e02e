/// The backend over etcd. The only package that imports jetcd.
package dev.marina.store.etcd;
