package dev.marina.csi.rpc;

/// One remote call. Throws [CsiFailure] for what the caller is to know by its code.
@FunctionalInterface
public interface Rpc<Q, R> {
    R handle(Q request);
}
