package dev.marina.apiserver.explanation;

import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.WaitReasons;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.authz.Authorizer;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.http.Target;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Which objects somebody may get; each is asked about once in a request. For one thread.
public final class ReadableObjects implements WaitReasons.Readable {

    private final Authorizer authorizer;
    private final Identity who;
    private final ClusterView view;
    private final Map<ObjectKey, Boolean> known = new HashMap<>();

    /// @param granted what was decided before
    public ReadableObjects(Authorizer authorizer, Identity who, ClusterView view, Set<ObjectKey> granted) {
        this.authorizer = authorizer;
        this.who = who;
        this.view = view;
        granted.forEach(object -> known.put(object, true));
    }

    @Override
    public boolean may(ObjectKey object) {
        return known.computeIfAbsent(object, each -> authorizer.decide(who, new Target.Resource("get",
                new GroupVersionResource(each.resource().group(), "*", each.resource().resource()), each.namespace(), each.name(), ""), view).allowed());
    }
}
