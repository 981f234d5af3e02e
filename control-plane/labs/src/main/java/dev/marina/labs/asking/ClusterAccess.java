package dev.marina.labs.asking;

import dev.marina.api.GroupVersionResource;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.authz.Authorizer;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.http.Target;
import dev.marina.labs.content.Act;
import dev.marina.labs.grading.Access;
import dev.marina.store.ClusterImage;
import java.util.List;
import java.util.Map;

/// Decides as requests are decided, without one: from roles and bindings as they are in an image.
public final class ClusterAccess implements Access {

    private final ClusterViews views;
    private final Authorizer authorizer;

    public ClusterAccess(ClusterViews views, Authorizer authorizer) {
        this.views = views;
        this.authorizer = authorizer;
    }

    @Override
    public boolean allows(ClusterImage image, String user, List<String> groups, String namespace, Act act) {
        Identity identity = Identity.authenticated(user, "", groups, Map.of(), Identity.Proof.CERTIFICATE);
        Target target = new Target.Resource(act.verb(), new GroupVersionResource(act.group(), "*", act.resource()), namespace, act.name(), act.subresource());
        return views.store().find(image.cluster()).map(record -> authorizer.decide(identity, target, views.of(record, image)).allowed()).orElse(false);
    }
}
