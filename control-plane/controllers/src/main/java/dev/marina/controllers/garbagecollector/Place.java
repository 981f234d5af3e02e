package dev.marina.controllers.garbagecollector;

import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Subject;
import dev.marina.controllers.engine.Types;

/// An object of any type as a key of the queue: the type stands in front of the name, as in `replicasets.apps/web`.
final class Place {

    private Place() {}

    static ClusterKey key(ObjectKey object) {
        return new ClusterKey(object.cluster(), object.namespace(), object.resource() + "/" + object.name());
    }

    static Subject subject(ClusterKey key) {
        ObjectKey object = object(key);
        return new Subject(Types.kind(object.resource()).orElse(object.resource().resource()), object.namespace(), object.name());
    }

    static ObjectKey object(ClusterKey key) {
        int slash = key.name().indexOf('/');
        String type = key.name().substring(0, slash);
        int dot = type.indexOf('.');
        GroupResource resource = dot < 0 ? new GroupResource("", type) : new GroupResource(type.substring(dot + 1), type.substring(0, dot));
        return new ObjectKey(key.cluster(), resource, key.namespace(), key.name().substring(slash + 1));
    }
}
