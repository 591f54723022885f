/** Names for users and meetings of the demo. */
export const PEOPLE: readonly string[] = [
  'Ada Lovelace',
  'Alan Turing',
  'Chien-Shiung Wu',
  'Emmy Noether',
  'Grace Hopper',
  'Katherine Johnson',
  'Lise Meitner',
  'Maria Sibylla Merian',
  'Niels Bohr',
  'Rosalind Franklin',
  'Sofja Kowalewskaja',
  'Srinivasa Ramanujan',
  'Tu Youyou',
  'Vera Rubin',
  'Wang Zhenyi',
  'Werner Heisenberg',
  'Zoë Ångström',
  'Łukasz Żak',
];

export const COURSES: readonly string[] = [
  'Linear Algebra',
  'Organic Chemistry',
  'Staff Meeting',
  'French for Beginners',
  'Operating Systems',
  'Parents’ Evening',
  'Physics I',
  'Music Theory',
  'Thesis Colloquium',
  'World History',
];
