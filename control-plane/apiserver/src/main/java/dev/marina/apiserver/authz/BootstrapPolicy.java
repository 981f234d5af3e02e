package dev.marina.apiserver.authz;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.apiserver.endpoint.DefaultObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The roles and bindings that every cluster begins with: upstream's for users and discovery, Marina's for the tenant's
/// members, and in the management cluster those of our own components.
/// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
public final class BootstrapPolicy {

    private static final String READ = "get,list,watch";
    private static final String WRITE = "create,delete,deletecollection,patch,update";
    private static final String ALL = "*";
    private static final String AUTOSCALER = "system:controller:horizontal-pod-autoscaler";

    private final List<DefaultObject> objects = new ArrayList<>();

    private BootstrapPolicy() {}

    public static List<DefaultObject> objects() {
        BootstrapPolicy policy = new BootstrapPolicy();
        policy.discovery();
        policy.users();
        policy.tenant();
        policy.system();
        policy.management();
        return List.copyOf(policy.objects);
    }

    private void discovery() {
        role("system:public-info-viewer", urls("get", "/healthz", "/livez", "/readyz", "/version", "/version/"));
        bindGroups("system:public-info-viewer", "system:public-info-viewer", "system:authenticated", "system:unauthenticated");
        role("system:discovery",
                urls("get", "/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz", "/version", "/version/"));
        bindGroups("system:discovery", "system:discovery", "system:authenticated");
        role("system:basic-user", rule("create", "authorization.k8s.io", "selfsubjectaccessreviews,selfsubjectrulesreviews"),
                rule("create", "authentication.k8s.io", "selfsubjectreviews"));
        bindGroups("system:basic-user", "system:basic-user", "system:authenticated");
        role("system:monitoring", urls("get", "/healthz", "/healthz/*", "/livez", "/livez/*", "/metrics", "/metrics/slis", "/readyz", "/readyz/*"));
        bindGroups("system:monitoring", "system:monitoring", "system:monitoring");
        role("system:service-account-issuer-discovery", urls("get", "/.well-known/openid-configuration", "/openid/v1/jwks"));
        bindGroups("system:service-account-issuer-discovery", "system:service-account-issuer-discovery", "system:serviceaccounts");
    }

    private void users() {
        role("cluster-admin", rule(ALL, ALL, ALL), urls(ALL, ALL));
        bindGroups("cluster-admin", "cluster-admin", "system:masters");
        labelled("system:aggregate-to-admin", "rbac.authorization.k8s.io/aggregate-to-admin",
                rule("create", "authorization.k8s.io", "localsubjectaccessreviews"),
                rule(READ + "," + WRITE, Rbac.GROUP, "roles,rolebindings"));
        labelled("system:aggregate-to-edit", "rbac.authorization.k8s.io/aggregate-to-edit",
                rule(READ, "", "pods/attach,pods/exec,pods/portforward,pods/proxy,secrets,services/proxy"),
                rule("impersonate", "", "serviceaccounts"),
                rule(WRITE, "", "pods,pods/attach,pods/exec,pods/portforward,pods/proxy"),
                rule("create", "", "pods/eviction"),
                rule(WRITE, "",
                        "configmaps,events,persistentvolumeclaims,replicationcontrollers,replicationcontrollers/scale,secrets,serviceaccounts,services,services/proxy"),
                rule("create", "", "serviceaccounts/token"),
                rule(WRITE, "apps",
                        "daemonsets,deployments,deployments/rollback,deployments/scale,replicasets,replicasets/scale,statefulsets,statefulsets/scale"),
                rule(WRITE, "autoscaling", "horizontalpodautoscalers"),
                rule(WRITE, "batch", "cronjobs,jobs"),
                rule(WRITE, "networking.k8s.io", "ingresses,networkpolicies"),
                rule(WRITE, "policy", "poddisruptionbudgets"),
                rule(WRITE, "resource.k8s.io", "resourceclaims,resourceclaimtemplates"),
                rule(WRITE, "scheduling.k8s.io", "podgroups,workloads"),
                rule("create,delete,deletecollection,get,list,patch,update,watch", "coordination.k8s.io", "leases"));
        labelled("system:aggregate-to-view", "rbac.authorization.k8s.io/aggregate-to-view",
                rule(READ, "", "configmaps,endpoints,persistentvolumeclaims,persistentvolumeclaims/status,pods,replicationcontrollers,"
                        + "replicationcontrollers/scale,serviceaccounts,services,services/status"),
                rule(READ, "",
                        "bindings,events,limitranges,namespaces/status,pods/log,pods/status,replicationcontrollers/status,resourcequotas,resourcequotas/status"),
                rule(READ, "", "namespaces"),
                rule(READ, "discovery.k8s.io", "endpointslices"),
                rule(READ, "events.k8s.io", "events"),
                rule(READ, "apps", "controllerrevisions,daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,replicasets,"
                        + "replicasets/scale,replicasets/status,statefulsets,statefulsets/scale,statefulsets/status"),
                rule(READ, "autoscaling", "horizontalpodautoscalers,horizontalpodautoscalers/status"),
                rule(READ, "batch", "cronjobs,cronjobs/status,jobs,jobs/status"),
                rule(READ, "networking.k8s.io", "ingresses,ingresses/status,networkpolicies"),
                rule(READ, "policy", "poddisruptionbudgets,poddisruptionbudgets/status"),
                rule(READ, "resource.k8s.io", "resourceclaims,resourceclaims/status,resourceclaimtemplates"),
                rule(READ, "scheduling.k8s.io", "podgroups,podgroups/status,workloads"));
        labelled("marina:lab-viewer", "rbac.authorization.k8s.io/aggregate-to-view",
                rule(READ, "learn.marina.dev",
                        "exams,examruns,examruns/paper,examruns/status,labs,labs/text,labruns,labruns/status,labruns/story,labruns/text,labsources,labsources/status"));
        labelled("marina:lab-author", "rbac.authorization.k8s.io/aggregate-to-edit", rule(WRITE, "learn.marina.dev", "labsources"));
        labelled("marina:application-viewer", "rbac.authorization.k8s.io/aggregate-to-view",
                rule(READ, "apps.marina.dev", "applications,applications/scale,applications/status"));
        labelled("marina:application-editor", "rbac.authorization.k8s.io/aggregate-to-edit",
                rule(WRITE, "apps.marina.dev", "applications,applications/scale"));
        labelled("marina:build-viewer", "rbac.authorization.k8s.io/aggregate-to-view", rule(READ, "apps.marina.dev", "builds,builds/status"));
        labelled("marina:build-editor", "rbac.authorization.k8s.io/aggregate-to-edit", rule(WRITE, "apps.marina.dev", "builds"));
        labelled("marina:add-on-viewer", "rbac.authorization.k8s.io/aggregate-to-view", rule(READ, "apps.marina.dev", "addons,addons/status"));
        labelled("marina:add-on-editor", "rbac.authorization.k8s.io/aggregate-to-edit", rule(WRITE, "apps.marina.dev", "addons"));
        labelled("marina:planner", "rbac.authorization.k8s.io/aggregate-to-edit", rule("create", "marina.dev", "plans,twoworlds"));
        // A probe goes where the pod itself may go, as a command in it would: for those who may run one.
        labelled("marina:packet-tracer", "rbac.authorization.k8s.io/aggregate-to-edit", rule("create", "marina.dev", "packettraces"));
        add(Rbac.CLUSTER_ROLES, role("system:aggregated-metrics-reader", Map.of("rbac.authorization.k8s.io/aggregate-to-admin", "true",
                "rbac.authorization.k8s.io/aggregate-to-edit", "true", "rbac.authorization.k8s.io/aggregate-to-view", "true"),
                rule(READ, "metrics.k8s.io", "pods,nodes")), false);
        aggregate("view", Map.of("rbac.authorization.k8s.io/aggregate-to-edit", "true"), "rbac.authorization.k8s.io/aggregate-to-view");
        aggregate("edit", Map.of("rbac.authorization.k8s.io/aggregate-to-admin", "true"), "rbac.authorization.k8s.io/aggregate-to-edit");
        aggregate("admin", Map.of(), "rbac.authorization.k8s.io/aggregate-to-admin");
    }

    private void tenant() {
        role("marina:cluster-reader", rule(READ, "", "nodes,persistentvolumes"),
                rule(READ, "storage.k8s.io", "storageclasses,csinodes,csidrivers,volumeattributesclasses"),
                rule(READ, "scheduling.k8s.io", "priorityclasses"), rule(READ, "networking.k8s.io", "ingressclasses,servicecidrs,ipaddresses"),
                rule(READ, "resource.k8s.io", "deviceclasses,resourceslices"), urls("get", "/debug/diagnosis"));
        // What a lab of somebody's own may do in the namespace of its run. No builds: who makes them writes into the tenant's registry.
        role("marina:lab",
                rule(READ + "," + WRITE, "",
                        "configmaps,limitranges,persistentvolumeclaims,pods,replicationcontrollers,resourcequotas,secrets,serviceaccounts,services"),
                rule(READ, "", "endpoints,events,pods/log,pods/status"), rule(READ, "events.k8s.io", "events"),
                rule(READ + "," + WRITE, "apps", "daemonsets,deployments,replicasets,statefulsets"), rule(READ, "apps", "controllerrevisions"),
                rule(READ + "," + WRITE, "batch", "cronjobs,jobs"), rule(READ + "," + WRITE, "autoscaling", "horizontalpodautoscalers"),
                rule(READ + "," + WRITE, "networking.k8s.io", "ingresses,networkpolicies"), rule(READ, "discovery.k8s.io", "endpointslices"),
                rule(READ + "," + WRITE, "policy", "poddisruptionbudgets"), rule(READ + "," + WRITE, Rbac.GROUP, "roles,rolebindings"));
        bindGroups("marina:owner", "cluster-admin", "marina:{tenant}:owner");
        bindGroups("marina:developer", "edit", "marina:{tenant}:developer");
        bindGroups("marina:viewer", "view", "marina:{tenant}:viewer");
        bindGroups("marina:cluster-reader", "marina:cluster-reader", "marina:{tenant}:developer", "marina:{tenant}:viewer");
    }

    private void system() {
        role("system:node-proxier", rule("list,watch", "", "services,endpoints"), rule(READ, "", "nodes"),
                rule("list,watch", "discovery.k8s.io", "endpointslices"), rule("list,watch", "networking.k8s.io", "servicecidrs"));
        // Whom servers of custom and external metrics see, and ask about.
        role(AUTOSCALER, rule("get,list", "custom.metrics.k8s.io", ALL), rule("get,list", "external.metrics.k8s.io", ALL),
                rule("list", "metrics.k8s.io", "pods"), rule("get,update", ALL, "*/scale"));
        add(Rbac.CLUSTER_ROLE_BINDINGS, binding(AUTOSCALER, AUTOSCALER, "User", "system:serviceaccount:kube-system:horizontal-pod-autoscaler"), false);
        // For whoever brings nodes of their own by a bootstrap token: bound to nobody, as upstream's.
        role("system:node-bootstrapper", rule("create,get,list,watch", "certificates.k8s.io", "certificatesigningrequests"));
        role("system:certificates.k8s.io:certificatesigningrequests:nodeclient",
                rule("create", "certificates.k8s.io", "certificatesigningrequests/nodeclient"));
        role("system:certificates.k8s.io:certificatesigningrequests:selfnodeclient",
                rule("create", "certificates.k8s.io", "certificatesigningrequests/selfnodeclient"));
        for (String signer : List.of("kubelet-serving", "kube-apiserver-client", "kube-apiserver-client-kubelet")) {
            ObjectNode approve = rule("approve", "certificates.k8s.io", "signers");
            approve.putArray("resourceNames").add("kubernetes.io/" + signer);
            role("system:certificates.k8s.io:%s-approver".formatted(signer), approve);
        }
        role("system:auth-delegator", rule("create", "authentication.k8s.io", "tokenreviews"), rule("create", "authorization.k8s.io", "subjectaccessreviews"));
        role("system:persistent-volume-provisioner", rule("create,delete,get,list,watch", "", "persistentvolumes"),
                rule("get,list,update,watch", "", "persistentvolumeclaims"), rule(READ, "storage.k8s.io", "storageclasses"),
                rule("create,patch,update", "", "events"));
    }

    private void management() {
        managementRole("marina:tenancy",
                // What its code asks for and no verb more: see docs/adr/tenancy-rights-in-the-management-cluster.md.
                rule("get,list,watch,create,update,delete", "marina.dev", "tenants"), rule("get,list,create,update,delete", "marina.dev", "clusters"),
                rule("get,list,create,update,delete", "marina.dev", "nodepools"),
                rule("create", "marina.dev", "clusters/usercredentials,clusters/tokenreviews"),
                rule("get", "marina.dev", "clusters/audit,clusters/history,clusters/labresults"),
                rule("get,create", "marina.dev", "clusters/examruns,clusters/openedlabs"),
                rule("get,list", "learn.marina.dev", "labs,exams"), rule("delete", "learn.marina.dev", "labsources"),
                rule("get,list,create,delete", "marina.dev", "backups"), rule("get", "marina.dev", "backups/content"),
                rule("get,list,create", "marina.dev", "restores"), rule("get,create,update,delete", "marina.dev", "backupschedules"));
        managementBinding("marina:tenancy", "User", "marina:tenancy");
    }

    // -- the small language of this file

    private static ObjectNode rule(String verbs, String group, String resources) {
        ObjectNode rule = Document.mapper().createObjectNode();
        texts(rule.putArray("verbs"), verbs);
        texts(rule.putArray("apiGroups"), group);
        texts(rule.putArray("resources"), resources);
        return rule;
    }

    private static ObjectNode urls(String verbs, String... paths) {
        ObjectNode rule = Document.mapper().createObjectNode();
        texts(rule.putArray("verbs"), verbs);
        ArrayNode array = rule.putArray("nonResourceURLs");
        Arrays.stream(paths).forEach(array::add);
        return rule;
    }

    private static void texts(ArrayNode array, String commaSeparated) {
        for (String text : commaSeparated.split(",", -1)) {
            array.add(text);
        }
    }

    private void role(String name, ObjectNode... rules) {
        add(Rbac.CLUSTER_ROLES, role(name, Map.of(), rules), false);
    }

    private void labelled(String name, String label, ObjectNode... rules) {
        add(Rbac.CLUSTER_ROLES, role(name, Map.of(label, "true"), rules), false);
    }

    private void managementRole(String name, ObjectNode... rules) {
        add(Rbac.CLUSTER_ROLES, role(name, Map.of(), rules), true);
    }

    private void aggregate(String name, Map<String, String> labels, String selected) {
        add(Rbac.CLUSTER_ROLES, role(name, labels).edited(node -> {
            node.remove("rules");
            node.putObject("aggregationRule").putArray("clusterRoleSelectors").addObject().putObject("matchLabels").put(selected, "true");
            ArrayNode sum = node.putArray("rules");
            objects.stream().filter(part -> "true".equals(part.labels().get(selected))).forEach(part -> part.template().at("rules").forEach(sum::add));
        }), false);
    }

    private static Document role(String name, Map<String, String> labels, ObjectNode... rules) {
        return object("ClusterRole", name, labels).edited(node -> {
            ArrayNode array = node.putArray("rules");
            Arrays.stream(rules).forEach(array::add);
        });
    }

    private static Document object(String kind, String name, Map<String, String> labels) {
        return Document.object(Rbac.GROUP + "/v1", kind).edited(node -> {
            ObjectNode metadata = node.putObject("metadata");
            metadata.put("name", name);
            ObjectNode labelNode = metadata.putObject("labels");
            labelNode.put("kubernetes.io/bootstrapping", "rbac-defaults");
            labels.forEach(labelNode::put);
            metadata.putObject("annotations").put("rbac.authorization.kubernetes.io/autoupdate", "true");
        });
    }

    private void bindGroups(String name, String role, String... groups) {
        add(Rbac.CLUSTER_ROLE_BINDINGS, binding(name, role, "Group", groups), false);
    }

    private void managementBinding(String role, String kind, String subject) {
        add(Rbac.CLUSTER_ROLE_BINDINGS, binding(role, role, kind, subject), true);
    }

    private static Document binding(String name, String role, String kind, String... subjects) {
        return object("ClusterRoleBinding", name, Map.of()).edited(node -> {
            node.putObject("roleRef").put("apiGroup", Rbac.GROUP).put("kind", "ClusterRole").put("name", role);
            ArrayNode array = node.putArray("subjects");
            for (String subject : subjects) {
                array.addObject().put("kind", kind).put("apiGroup", Rbac.GROUP).put("name", subject);
            }
        });
    }

    private void add(GroupResource resource, Document document, boolean managementOnly) {
        objects.add(DefaultObject.of(resource, document, managementOnly));
    }
}
