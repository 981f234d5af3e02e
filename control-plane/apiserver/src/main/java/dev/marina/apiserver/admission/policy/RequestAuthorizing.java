package dev.marina.apiserver.admission.policy;

import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.authn.Identity.Proof;
import dev.marina.apiserver.authz.Authorizer;
import dev.marina.apiserver.authz.Decision;
import dev.marina.apiserver.cel.Authorizing;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.http.Target;
import dev.marina.api.GroupVersionResource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What somebody may do in the view that a request is decided from; each question is decided once.
public final class RequestAuthorizing implements Authorizing {

    private final Authorizer authorizer;
    private final Identity identity;
    private final ClusterView view;
    private final Map<Question, Answer> answers = new HashMap<>();

    public RequestAuthorizing(Authorizer authorizer, Identity identity, ClusterView view) {
        this.authorizer = authorizer;
        this.identity = identity;
        this.view = view;
    }

    @Override
    public Answer ask(Question question) {
        return answers.computeIfAbsent(question, this::decide);
    }

    private Answer decide(Question question) {
        Target target = question.resource().isEmpty()
                ? new Target.NonResource(question.verb(), question.path())
                : new Target.Resource(question.verb(), new GroupVersionResource(question.group(), "*", question.resource()), question.namespace(),
                        question.name(), question.subresource());
        Decision decision = authorizer.decide(identity, target, view);
        return new Answer(decision.allowed(), decision.reason());
    }

    @Override
    public Authorizing serviceAccount(String namespace, String name) {
        List<String> groups = List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace);
        Identity account = Identity.authenticated("system:serviceaccount:%s:%s".formatted(namespace, name), "", groups, Map.of(), Proof.SERVICE_ACCOUNT_TOKEN);
        return new RequestAuthorizing(authorizer, account, view);
    }
}
