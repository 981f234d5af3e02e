package dev.marina.api;

/// What controllers and the scheduler may do to clusters: the verbs that everybody has, carried out in this process
/// through the same chain of filters and admission as a request from outside. Reads come from the store's images.
///
/// Implemented by the API server. Calls block until the change is durable; failures are [StatusException]s with the
/// reasons of Kubernetes. All methods may be called from any (virtual) thread.
public interface ClusterClient {

    /// `object` needs apiVersion, kind and, where namespaced, a namespace. Answers the stored object.
    Document create(Call call, GroupVersionResource resource, Document object);

    /// Replaces the object, or with `subresource` "status", "scale", "finalize" only that part; a resourceVersion in the
    /// document is compared.
    Document update(Call call, GroupVersionResource resource, String subresource, Document object);

    Document patch(Call call, GroupVersionResource resource, String namespace, String name, String subresource,
            PatchType type, byte[] patch);

    /// Server-side apply, as the caller's field manager. Fields that others manage with another value are a Conflict that names each, or with
    /// `force` the caller's from now on.
    Document apply(Call call, GroupVersionResource resource, Document object, boolean force);

    /// Deleting what is not there is a [StatusException] with reason NotFound. `options` is a DeleteOptions document.
    void delete(Call call, GroupVersionResource resource, String namespace, String name, Document options);

    /// A create on a subresource, such as `binding`, `eviction` or `token`.
    Document createSub(Call call, GroupVersionResource resource, String namespace, String name, String subresource, Document body);

    /// On whose behalf and why.
    ///
    /// @param user the user name the request is authorised as; in-process components use service accounts of kube-system
    record Call(ClusterId cluster, String user, Cause cause) {}

    enum PatchType {
        JSON, MERGE, STRATEGIC, APPLY
    }
}
