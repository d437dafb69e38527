-- Who helps people at a counter (assisted digital).
alter table people.roles drop constraint roles_role_check;
alter table people.roles add constraint roles_role_check check (
  role in ('officer', 'moderator', 'counter-operator', 'municipal-administrator', 'metropolitan-administrator', 'auditor'));
