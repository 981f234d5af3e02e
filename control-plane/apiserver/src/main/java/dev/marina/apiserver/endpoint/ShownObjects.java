package dev.marina.apiserver.endpoint;

import dev.marina.api.Document;
import dev.marina.apiserver.budget.Turns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.webhook.Reluctance;
import dev.marina.store.EncodedObject;
import dev.marina.store.Stored;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/// Stored objects of types whose versions somebody else converts, as one version has them. What was made once is kept for as long as
/// the type means the same, and who comes while it is made waits for it: a change that a thousand watch is asked about once. Objects of
/// all other types stay as they are; what they look like follows from their bytes.
final class ShownObjects {

    private static final int AT_A_TIME = 500;

    private final SharedForms forms;
    private final Map<Key, CompletableFuture<Stored>> underWay = new ConcurrentHashMap<>();

    ShownObjects(SharedForms forms) {
        this.forms = forms;
    }

    /// Told by identity: a definition that means something else is another one, and so is another version of an object.
    private record Key(Stored stored, DefinitionKey definition) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && stored == key.stored && definition.equals(key.definition);
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(stored) * 31 + definition.hashCode();
        }
    }

    private record Making(Key key, CompletableFuture<Stored> result) {}

    private record Made(Stored stored) implements SharedForms.Sized {
        @Override
        public long size() {
            return stored.bytes().length;
        }
    }

    Stored of(ResourceDefinition definition, Stored stored) {
        return definition.converts() ? of(definition, List.of(stored)).getFirst() : stored;
    }

    /// The same for many at once. Throws a [dev.marina.api.StatusException] if one of them cannot be shown.
    List<Stored> of(ResourceDefinition definition, List<Stored> stored) {
        if (!definition.converts()) {
            return stored;
        }
        DefinitionKey meaning = new DefinitionKey(definition);
        List<Making> mine = new ArrayList<>();
        List<CompletableFuture<Stored>> all = new ArrayList<>(stored.size());
        for (Stored each : stored) {
            Making making = new Making(new Key(each, meaning), new CompletableFuture<>());
            CompletableFuture<Stored> known = each.opaque() ? CompletableFuture.completedFuture(each) : known(making);
            if (known == making.result()) {
                mine.add(making);
            }
            all.add(known);
        }
        make(definition, mine);
        if (!all.stream().allMatch(CompletableFuture::isDone)) {
            Turns.setDown();
        }
        try {
            return all.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    private CompletableFuture<Stored> known(Making making) {
        Made made = forms.find(making.key().stored(), making.key());
        if (made != null) {
            return CompletableFuture.completedFuture(made.stored());
        }
        // a component gives up early; nobody else shall fail with it
        CompletableFuture<Stored> other = Reluctance.componentWaits() ? null : underWay.putIfAbsent(making.key(), making.result());
        return other == null ? making.result() : other;
    }

    private void make(ResourceDefinition definition, List<Making> mine) {
        if (mine.isEmpty()) {
            return;
        }
        try {
            List<Document> shown = definition.fromStored(mine.stream().map(making -> Document.parse(making.key().stored().bytes())).toList());
            for (int i = 0; i < mine.size(); i++) {
                Key key = mine.get(i).key();
                Stored made = stored(definition, key.stored(), shown.get(i));
                mine.get(i).result().complete(forms.of(key.stored(), key, () -> new Made(made)).stored());
            }
        } catch (RuntimeException e) {
            mine.forEach(making -> making.result().completeExceptionally(e));
        } finally {
            mine.forEach(making -> {
                underWay.remove(making.key(), making.result());
                making.result().cancel(false);
            });
        }
    }

    private static Stored stored(ResourceDefinition definition, Stored stored, Document shown) {
        EncodedObject encoded = Encoding.encode(shown);
        return new Stored(stored.key(), stored.version(), encoded.withVersion(stored.version().value()), Encoding.fields(definition, shown),
                stored.origin(), stored.changed(), false);
    }

    /// The same for so many that nobody wants all of them at once.
    Iterator<Stored> each(ResourceDefinition definition, Iterator<Stored> stored) {
        if (!definition.converts()) {
            return stored;
        }
        return new Iterator<>() {
            private Iterator<Stored> piece = Collections.emptyIterator();

            @Override
            public boolean hasNext() {
                if (!piece.hasNext() && stored.hasNext()) {
                    List<Stored> next = new ArrayList<>();
                    while (stored.hasNext() && next.size() < AT_A_TIME) {
                        next.add(stored.next());
                    }
                    piece = of(definition, next).iterator();
                }
                return piece.hasNext();
            }

            @Override
            public Stored next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return piece.next();
            }
        };
    }

    /// What a write left behind, as its client is answered.
    static byte[] bytes(ResourceDefinition definition, byte[] stored) {
        return definition.converts() ? definition.fromStored(Document.parse(stored)).bytes() : stored;
    }

    /// An object that [#of] has answered, as its type's document.
    static Document document(ResourceDefinition definition, Document shown) {
        return definition.converts() ? shown : definition.fromStored(shown);
    }
}
