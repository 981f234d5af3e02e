package dev.marina.apiserver.endpoint;

import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import dev.marina.api.StatusException;
import dev.marina.apiserver.budget.ClusterBudgets;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.store.StoreException;
import dev.marina.store.Stored;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;

/// get and list. https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
final class ReadEndpoint {

    private final ClusterViews views;
    private final SharedForms forms;
    private final ShownObjects shown;
    private final ClusterBudgets budgets;
    private final Clock clock;

    ReadEndpoint(ClusterViews views, SharedForms forms, ShownObjects shown, ClusterBudgets budgets, Clock clock) {
        this.views = views;
        this.forms = forms;
        this.shown = shown;
        this.budgets = budgets;
        this.clock = clock;
    }

    ApiResponse get(ApiRequest request, Target.Resource target, ResourceDefinition definition) {
        ClusterView view = views.current(request.requireCluster());
        requireReached(request, view);
        ObjectKey key = new ObjectKey(view.cluster(), definition.stored().groupResource(), definition.namespaced() ? target.namespace() : "", target.name());
        Stored stored = view.find(key).orElseThrow(() -> StatusException.notFound(target.groupResource(), target.name()));
        requireReadable(stored);
        return Rendering.of(request, definition, forms, clock.instant()).object(shown.of(definition, stored));
    }

    static void requireReadable(Stored stored) {
        if (stored.opaque()) {
            throw StatusException.internal("the stored object %s cannot be read; it can only be deleted".formatted(stored.key().path()));
        }
    }

    ApiResponse list(ApiRequest request, Target.Resource target, ResourceDefinition definition) {
        ListOptions.ofList(request.query());
        Selection selection = Selection.of(request, target, definition);
        String continueText = request.query().text("continue");
        ContinueToken token = continueText.isEmpty() ? null : ContinueToken.parse(continueText);
        ClusterView view = view(request, token);
        long limit = request.query().number("limit").orElse(0);
        List<Stored> items = new ArrayList<>();
        Continuation rest = Continuation.NONE;
        Iterator<Stored> matching = matching(new Chosen(stored(view, target, definition, selection, token), candidate -> !candidate.opaque()), selection,
                definition);
        while (matching.hasNext() && (limit <= 0 || items.size() < limit)) {
            items.add(matching.next());
        }
        if (matching.hasNext()) {
            ObjectKey last = items.getLast().key();
            rest = new Continuation(new ContinueToken(view.version(), last.namespace(), last.name()).encode(), selection.everything()
                    ? OptionalLong.of(view.countAfter(definition.stored().groupResource(), target.namespace(), last.namespace(), last.name()))
                    : OptionalLong.empty());
        }
        try (ClusterBudgets.Share _ = making(request, items)) {
            List<Stored> page = selection.everything() ? shown.of(definition, items) : items;
            return Rendering.of(request, definition, forms, clock.instant()).list(page, view.version().toString(), rest);
        }
    }

    /// What is made of them takes about as much as they do. What is too much is refused before it costs anything.
    private ClusterBudgets.Share making(ApiRequest request, List<Stored> items) {
        return request.counts()
                ? budgets.answer(request.clusterId(), items.stream().mapToLong(item -> item.bytes().length).sum())
                : ClusterBudgets.Share.NONE;
    }

    /// Those who want all of them need no more shown than a page; others need them shown before they choose.
    private Iterator<Stored> matching(Iterator<Stored> all, Selection selection, ResourceDefinition definition) {
        if (!definition.converts()) {
            return new Chosen(all, selection::matches);
        }
        Iterator<Stored> inPlace = new Chosen(all, selection::inNamespace);
        return selection.everything() ? inPlace : new Chosen(shown.each(definition, inPlace), selection::matches);
    }

    private static Iterator<Stored> stored(ClusterView view, Target.Resource target, ResourceDefinition definition, Selection selection,
            ContinueToken token) {
        return token == null
                ? selection.candidates(view, definition, target.namespace())
                : selection.candidatesAfter(view, definition, target.namespace(), token.namespace(), token.name());
    }

    private ClusterView view(ApiRequest request, ContinueToken token) {
        if (token != null) {
            return continued(request, token);
        }
        boolean exact = request.query().text("resourceVersionMatch").equals("Exact");
        OptionalLong version = request.query().number("resourceVersion");
        if (exact) {
            return views.at(request.requireCluster(), new ResourceVersion(version.getAsLong()));
        }
        ClusterView view = views.current(request.requireCluster());
        requireReached(request, view);
        return view;
    }

    private ClusterView continued(ApiRequest request, ContinueToken token) {
        if (request.query().number("resourceVersion").orElse(0) != 0) {
            throw StatusException.badRequest("specifying resource version is not allowed when using continue");
        }
        if (token.version().value() == 0) {
            return views.current(request.requireCluster());
        }
        try {
            return views.at(request.requireCluster(), token.version());
        } catch (StoreException.Expired e) {
            throw new StatusException(410, "Expired", "The provided continue parameter is too old to display a consistent list result. You can start a new "
                    + "list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing "
                    + "with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first "
                    + "chunk was returned and now may show up in the list.", StatusException.Details.NONE,
                    new ContinueToken(ResourceVersion.NONE, token.namespace(), token.name()).encode());
        }
    }

    private static void requireReached(ApiRequest request, ClusterView view) {
        OptionalLong asked = request.query().number("resourceVersion");
        if (asked.isPresent() && asked.getAsLong() > view.version().value()) {
            throw new StoreException.TooNew(new ResourceVersion(asked.getAsLong()), view.version());
        }
    }
}
