package dev.marina.api;

/// Which request or change led to a change. It travels through work queues and, as the header `Marina-Cause`
/// believed only from our own components, through node agents; from any object one can walk back to the request
/// that asked for it. Kept beside objects, never in them.
///
/// The text form is `request/<id>`, `change/<resourceVersion>` (of the same cluster),
/// `change/<cluster>/<resourceVersion>` (of another one) or `clock/<what was due>`.
public record Cause(String value) {

    public static Cause request(String id) {
        return new Cause("request/" + id);
    }

    public static Cause change(ResourceVersion version) {
        return new Cause("change/" + version);
    }

    public static Cause change(ClusterId cluster, ResourceVersion version) {
        return new Cause("change/" + cluster + "/" + version);
    }

    public static Cause clock(String due) {
        return new Cause("clock/" + due);
    }

    @Override
    public String toString() {
        return value;
    }
}
