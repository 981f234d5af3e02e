/// Encryption at rest. Each cluster has a data key of its own; what is sensitive of it (objects of the types in
/// [dev.marina.store.seal.Sealing], the secrets of its record) lies in the backend under this key only. The data key stands in
/// the cluster's record, wrapped by a key that lies elsewhere ([dev.marina.store.seal.KeyEncryption]). When a cluster is deleted
/// its record loses the data key first; once the wrapping key has been rotated too, older backups of it are of no use either.
package dev.marina.store.seal;
