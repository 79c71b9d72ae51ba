SELECT DISTINCT f.figure, f.value, f.unit, f.bound, f.measure
FROM figures f JOIN scopes s ON s.value = f.figure AND s.dimension = 'inclusion threshold'
ORDER BY 1, 2, 3, 4, 5
