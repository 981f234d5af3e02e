package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import dev.marina.console.kube.Permission;
import dev.marina.console.shell.Guarded;

/// Deletes the object that is shown, and only that: not one of the same name that came in its place.
final class DeleteAction implements RowAction {

    @Override
    public boolean fits(Kind kind) {
        return kind.verbs().contains("delete");
    }

    @Override
    public Component control(JsonNode object, ObjectView.Target target) {
        Button button = new Button();
        button.setText(button.getTranslation("delete"));
        button.addThemeVariants(ButtonVariant.LUMO_ERROR, ButtonVariant.LUMO_SMALL);
        button.setEnabled(false);
        String uid = object.path("metadata").path("uid").asText();
        button.addClickListener(_ -> confirm(button, target, uid));
        Guarded guarded = new Guarded(button);
        target.guard(guarded, new Permission("delete", target.kind().group(), target.kind().plural(), "", target.namespace()));
        return guarded;
    }

    private static void confirm(Button button, ObjectView.Target target, String uid) {
        ConfirmDialog dialog = new ConfirmDialog(button.getTranslation("object.delete.title", target.kind().plural(), target.name()),
                button.getTranslation("object.delete.text"), button.getTranslation("delete"), _ -> target.change("DELETE", target.path(), "application/json",
                        "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"preconditions\":{\"uid\":\"%s\"}}".formatted(uid)));
        dialog.setCancelable(true);
        dialog.setCancelText(button.getTranslation("cancel"));
        dialog.setConfirmButtonTheme("error primary");
        dialog.open();
    }
}
