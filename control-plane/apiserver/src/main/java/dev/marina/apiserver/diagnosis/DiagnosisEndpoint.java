package dev.marina.apiserver.diagnosis;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.WaitReasons;
import dev.marina.apiserver.authz.Authorizer;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.CostlyQuestions;
import dev.marina.apiserver.explanation.ReadableObjects;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.store.Stored;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// `/debug/diagnosis`: what is wrong in a cluster, with whose fault it is and what to do, for whoever may `get` this path; each learns of objects that they
/// may get. One question of a cluster is answered at a time, and a few of all.
public final class DiagnosisEndpoint implements ApiHandler {

    public static final String PATH = "/debug/diagnosis";

    /// Of each check, so that a flood of one kind hides no other.
    static final int MOST_OF_CHECK = 50;
    /// More than any cluster that is used has; the rest is said not to have been looked at.
    private static final int MOST_OF_TYPE = 20_000;

    private final ClusterViews views;
    private final Authorizer authorizer;
    private final CostlyQuestions questions = new CostlyQuestions("this cluster is being diagnosed by another request",
            "several clusters are being diagnosed");

    public DiagnosisEndpoint(ClusterViews views, Authorizer authorizer) {
        this.views = views;
        this.authorizer = authorizer;
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        return questions.answer(request.clusterId(), () -> answer(request));
    }

    /// What was found of each check, and whether anything was not looked at or not told.
    record Found(List<Finding> findings, boolean complete) {}

    private ApiResponse answer(ApiRequest request) {
        ClusterView view = views.current(request.requireCluster());
        WaitReasons.Readable readable = new ReadableObjects(authorizer, request.requireIdentity(), view, Set.of());
        Set<GroupResource> cut = new HashSet<>();
        DiagnosedObjects objects = type -> {
            List<Stored> some = view.list(type, "").limit(MOST_OF_TYPE + 1L).toList();
            if (some.size() > MOST_OF_TYPE) {
                cut.add(type);
            }
            return some.stream().limit(MOST_OF_TYPE).filter(stored -> !stored.opaque()).map(stored -> Document.parse(stored.bytes()));
        };
        Found found = found(view.cluster(), objects, readable);
        return ApiResponse.json(200, Document.object("marina.dev/v1", "Diagnosis").edited(root -> {
            root.putObject("metadata").put("resourceVersion", view.version().toString());
            root.put("complete", found.complete() && cut.isEmpty());
            ArrayNode findings = root.putArray("findings");
            found.findings().forEach(each -> show(findings, each));
        }));
    }

    static Found found(ClusterId cluster, DiagnosedObjects objects, WaitReasons.Readable readable) {
        List<Finding> all = new ArrayList<>();
        boolean complete = true;
        for (DiagnosisCheck check : DiagnosisCheck.ALL) {
            List<Finding> some = check.of(objects)
                    .filter(each -> readable.may(new ObjectKey(cluster, each.type(), each.namespace(), each.name()))).limit(MOST_OF_CHECK + 1L).toList();
            complete &= some.size() <= MOST_OF_CHECK;
            all.addAll(some.subList(0, Math.min(MOST_OF_CHECK, some.size())));
        }
        return new Found(List.copyOf(all), complete);
    }

    private static void show(ArrayNode findings, Finding finding) {
        findings.addObject().put("reason", finding.reason()).put("severity", name(finding.severity())).put("message", finding.message())
                .put("remedy", finding.remedy()).put("upgrade", finding.upgrade()).putObject("object").put("group", finding.type().group())
                .put("resource", finding.type().resource()).put("namespace", finding.namespace()).put("name", finding.name());
    }

    private static String name(Finding.Severity severity) {
        return severity.name().charAt(0) + severity.name().substring(1).toLowerCase(Locale.ROOT);
    }
}
