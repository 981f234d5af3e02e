package dev.marina.apiserver.cel;

import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.marina.apiserver.cel.Authorizing.Question;
import dev.marina.apiserver.validation.Names;
import java.util.List;

/// `authorizer.group('apps').resource('deployments').check('create').allowed()`. apiserver's pkg/cel/library/authz.go
final class AuthorizerFunctions {

    static final CelType AUTHORIZER = OpaqueType.create("kubernetes.authorization.Authorizer");
    static final CelType RESOURCE_CHECK = OpaqueType.create("kubernetes.authorization.ResourceCheck");
    private static final CelType PATH_CHECK = OpaqueType.create("kubernetes.authorization.PathCheck");
    private static final CelType GROUP_CHECK = OpaqueType.create("kubernetes.authorization.GroupCheck");
    private static final CelType DECISION = OpaqueType.create("kubernetes.authorization.Decision");

    private AuthorizerFunctions() {}

    private record PathCheck(Authorizing authorizer, String path) {}

    private record GroupCheck(Authorizing authorizer, String group) {}

    record ResourceCheck(Authorizing authorizer, Question question) {
        ResourceCheck with(String subresource, String namespace, String name) {
            return new ResourceCheck(authorizer, new Question("", question.group(), question.resource(), subresource, namespace, name, ""));
        }
    }

    static void addTo(KubernetesFunctions functions) {
        functions.member("path", PATH_CHECK, AUTHORIZER, Authorizing.class, SimpleType.STRING, String.class,
                (authorizer, path) -> new PathCheck(authorizer, given("path", path)));
        functions.member("group", GROUP_CHECK, AUTHORIZER, Authorizing.class, SimpleType.STRING, String.class, GroupCheck::new);
        functions.declare("serviceAccount", CelOverloadDecl.newMemberOverload("k8s_authorizer_serviceAccount", AUTHORIZER, AUTHORIZER, SimpleType.STRING,
                SimpleType.STRING));
        functions.bind("k8s_authorizer_serviceAccount", List.of(Authorizing.class, String.class, String.class),
                arguments -> serviceAccount((Authorizing) arguments[0], (String) arguments[1], (String) arguments[2]));
        functions.member("resource", RESOURCE_CHECK, GROUP_CHECK, GroupCheck.class, SimpleType.STRING, String.class,
                (check, resource) -> new ResourceCheck(check.authorizer(), new Question("", check.group(), given("resource", resource), "", "", "", "")));
        functions.member("subresource", RESOURCE_CHECK, RESOURCE_CHECK, ResourceCheck.class, SimpleType.STRING, String.class,
                (check, subresource) -> check.with(subresource, check.question().namespace(), check.question().name()));
        functions.member("namespace", RESOURCE_CHECK, RESOURCE_CHECK, ResourceCheck.class, SimpleType.STRING, String.class,
                (check, namespace) -> check.with(check.question().subresource(), namespace, check.question().name()));
        functions.member("name", RESOURCE_CHECK, RESOURCE_CHECK, ResourceCheck.class, SimpleType.STRING, String.class,
                (check, name) -> check.with(check.question().subresource(), check.question().namespace(), name));
        // rights are given for whole types, so that a selector narrows nothing
        functions.member("fieldSelector", RESOURCE_CHECK, RESOURCE_CHECK, ResourceCheck.class, SimpleType.STRING, String.class, (check, _) -> check);
        functions.member("labelSelector", RESOURCE_CHECK, RESOURCE_CHECK, ResourceCheck.class, SimpleType.STRING, String.class, (check, _) -> check);
        functions.member("check", DECISION, PATH_CHECK, PathCheck.class, SimpleType.STRING, String.class,
                (check, verb) -> check.authorizer().ask(new Question(verb, "", "", "", "", "", check.path())));
        functions.member("check", DECISION, RESOURCE_CHECK, ResourceCheck.class, SimpleType.STRING, String.class, (check, verb) -> {
            Question asked = check.question();
            return check.authorizer().ask(new Question(verb, asked.group(), asked.resource(), asked.subresource(), asked.namespace(), asked.name(), ""));
        });
        functions.member("allowed", SimpleType.BOOL, DECISION, Authorizing.Answer.class, Authorizing.Answer::allowed);
        functions.member("reason", SimpleType.STRING, DECISION, Authorizing.Answer.class, Authorizing.Answer::reason);
        // nobody is asked who could fail to answer
        functions.member("errored", SimpleType.BOOL, DECISION, Authorizing.Answer.class, _ -> false);
        functions.member("error", SimpleType.STRING, DECISION, Authorizing.Answer.class, _ -> "");
    }

    private static String given(String what, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(what + " must not be empty");
        }
        return value;
    }

    private static Authorizing serviceAccount(Authorizing authorizer, String namespace, String name) {
        if (!Names.dnsSubdomain(name).isEmpty()) {
            throw new IllegalArgumentException("Invalid service account name");
        }
        if (!Names.dnsLabel(namespace).isEmpty()) {
            throw new IllegalArgumentException("Invalid service account namespace");
        }
        return authorizer.serviceAccount(namespace, name);
    }
}
