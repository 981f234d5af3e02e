package dev.marina.tenancy.tenant;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

@Converter
final class RoleConverter implements AttributeConverter<Role, String> {

    @Override
    public String convertToDatabaseColumn(Role role) {
        return role.text();
    }

    @Override
    public Role convertToEntityAttribute(String text) {
        return Role.find(text).orElseThrow(() -> new IllegalStateException("no role is called " + text));
    }
}
