package dev.marina.console.kind;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.Route;
import dev.marina.console.Console;
import dev.marina.console.client.YamlEditor;
import dev.marina.console.cluster.ClusterPage;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.edit.Marks;
import dev.marina.console.edit.YamlDocuments;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.shell.Attempt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Objects of any kind from YAML, several at once: pasted, written or from files. Each has its own result.
@Route(value = ClusterRef.ROUTE + "/create", layout = ClusterLayout.class)
public class CreateView extends ClusterPage {

    private final Div place = new Div();
    private final Div said = new Div();
    private YamlEditor editor;
    private String begin = "";

    public CreateView() {
        Div bar = new Div(tool("edit.dry-run", () -> apply(true)), tool("create.upload", () -> editor.upload()));
        Button apply = tool("create.apply", () -> apply(false));
        apply.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        Span hint = new Span(getTranslation("edit.out"));
        hint.addClassName("dock-hint");
        bar.add(apply, hint);
        bar.addClassName("edit-bar");
        said.getElement().setAttribute("role", "status");
        Div card = new Div(new H3(getTranslation("create.objects")), new Paragraph(getTranslation("create.objects.text")), bar, said, place);
        card.addClassName("live");
        add(card);
    }

    private Button tool(String key, Runnable click) {
        Button button = new Button(getTranslation(key), _ -> click.run());
        button.addThemeVariants(ButtonVariant.LUMO_SMALL);
        return button;
    }

    @Override
    protected void enter(BeforeEnterEvent event) {
        begin = event.getLocation().getQueryParameters().getSingleParameter("kind").map(Templates::of).orElseGet(() -> Templates.of(""));
    }

    @Override
    protected void start() {
        place.removeAll();
        editor = new YamlEditor(cluster().tenant(), cluster().name());
        editor.begin(begin);
        place.add(editor);
        editor.focus();
    }

    private void apply(boolean dry) {
        ClusterApi to = api();
        ClusterRef cluster = cluster();
        KindCatalogs catalogs = Console.current().catalogs();
        said.removeAll();
        editor.text(written -> Attempt.of(ui(), () -> all(written, to, catalogs.of(to.person(), cluster), dry), this::show, this::refuse));
    }

    private record All(List<Applied> results, YamlDocuments.Fault fault) {}

    private static All all(String written, ClusterApi to, KindCatalog catalog, boolean dry) throws IOException {
        try {
            List<Applied> results = new ArrayList<>();
            for (ObjectNode object : YamlDocuments.all(written)) {
                results.add(Applied.of(to, catalog, object, dry));
            }
            return new All(results, null);
        } catch (YamlDocuments.Fault fault) {
            return new All(List.of(), fault);
        }
    }

    private void show(All all) {
        said.removeAll();
        if (all.fault() != null) {
            refuse(all.fault().line() == 0 ? all.fault().getMessage() : getTranslation("edit.line", all.fault().line(), all.fault().getMessage()));
            editor.mark(Marks.none().line(all.fault().line(), all.fault().getMessage()).json());
            return;
        }
        FieldTable table = new FieldTable("create.object", "create.result");
        Marks marks = Marks.none();
        for (int i = 0; i < all.results().size(); i++) {
            Applied one = all.results().get(i);
            table.row(one.name(), switch (one) {
                case Applied.Made made -> getTranslation("create." + made.how());
                case Applied.Refused refused -> refused.why();
            });
            if (one instanceof Applied.Refused refused) {
                marks.fields(i, refused.causes());
            }
        }
        said.add(all.results().isEmpty() ? new Span(getTranslation("create.none")) : table);
        editor.mark(marks.json());
    }

    private void refuse(String reason) {
        Span refusal = new Span(reason);
        refusal.addClassName("refusal");
        said.removeAll();
        said.add(refusal);
    }

    @Override
    protected String titleKey() {
        return "create.objects";
    }
}
